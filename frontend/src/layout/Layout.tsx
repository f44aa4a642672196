// What surrounds every page but the hot seat: skip link, header, the page's own place, footer.
import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Header } from "./Header";

export function Layout({ children }: { children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header />
      <Main>{children}</Main>
      <footer className="foot quiet small">
        <span>Companies' names say where public write-ups were sat; they imply no endorsement.</span>
        <Link href="/rounds">Rounds</Link>
        <Link href="/sittings">Your sittings</Link>
        <a href="/THIRD-PARTY-LICENSES.txt">Licences of the software in these pages</a>
      </footer>
    </>
  );
}

/** The page's place. A new address puts the focus at its beginning, as a full load would. */
function Main({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const place = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    window.scrollTo(0, 0);
    place.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <main id="main" className="page" tabIndex={-1} ref={place}>
      {children}
    </main>
  );
}
