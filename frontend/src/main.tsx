// Where the pages begin: styles, theme, and the first drawing.
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/parts.css";
import "./layout/layout.css";
import "./pages/pages.css";
import { createRoot } from "react-dom/client";
import { StrictMode } from "react";
import { App } from "./App";
import { applyTheme } from "./ui/theme";

applyTheme();
const place = document.getElementById("page");
if (!place) throw new Error("index.html has lost its #page");
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
