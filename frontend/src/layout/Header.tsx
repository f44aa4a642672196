// The header: the name, the ways, and the switch between light and dark. The hot seat has one of its own and uses Brand.
import { Link, useLocation } from "wouter";
import { Button } from "../ui/parts";
import { useTheme } from "../ui/theme";

const WAYS = [
  { to: "/", title: "Write-ups", under: ["/tags", "/write-ups", "/search"] },
  { to: "/rounds", title: "Rounds", under: ["/rounds"] },
  { to: "/sittings", title: "Sittings", under: ["/sittings", "/debrief"] },
];

export function Header() {
  const [path] = useLocation();
  const here = (way: (typeof WAYS)[number]) => path === way.to || way.under.some((start) => path.startsWith(start));
  return (
    <header className="top">
      <Brand />
      <nav aria-label="Pages">
        {WAYS.map((way) => (
          <Link key={way.to} href={way.to} aria-current={here(way) ? "page" : undefined}>
            {way.title}
          </Link>
        ))}
      </nav>
      <div className="grow" />
      <ThemeSwitch />
    </header>
  );
}

/** The name, which leads to the first page. */
export function Brand() {
  return (
    <Link href="/" className="brand" aria-label="Hotseat, first page">
      hot<i>seat</i>
    </Link>
  );
}

/** Light or dark. */
export function ThemeSwitch() {
  const [theme, toggle] = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <Button plain onClick={toggle} aria-label={`Use ${other} colours`} title={`Use ${other} colours`}>
      <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </Button>
  );
}
