// Before every unit test file: what one test drew is gone before the next one draws.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);
