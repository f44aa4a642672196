import { Link } from "wouter";
import { useTitle } from "../layout/useTitle";

/** An address that leads nowhere. */
export function NotFound() {
  useTitle("Nothing here");
  return (
    <>
      <h1>Nothing is at this address</h1>
      <p className="lead">
        It may have been mistyped, or what was here was deleted. All write-ups are <Link href="/">on the first page</Link>, all rounds{" "}
        <Link href="/rounds">in the catalogue</Link>, what you sat under <Link href="/sittings">your sittings</Link>.
      </p>
    </>
  );
}
