// The small parts that every page is put together from: buttons, tags, key caps, labels, notices, a copied command.
import { useEffect, useRef, useState, type ButtonHTMLAttributes, type ReactNode } from "react";
import { Link } from "wouter";
import { inWords } from "./thresholds";

type Tone = "met" | "missed" | "hot" | "blue" | "amber" | "";

/** A button. `hot` is the one thing to do next; `shortcut` shows the key that does the same (it binds nothing). */
export function Button({ hot, plain, small, shortcut, children, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & {
  hot?: boolean;
  plain?: boolean;
  small?: boolean;
  shortcut?: string;
}) {
  const looks = classes("button", hot && "hot", plain && "plain", small && "small", className);
  return (
    <button type="button" {...rest} className={looks} aria-keyshortcuts={shortcut}>
      {children}
      {shortcut && <Key>{shortcut}</Key>}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ to, hot, children }: { to: string; hot?: boolean; children: ReactNode }) {
  return (
    <Link href={to} className={classes("button", hot && "hot")}>
      {children}
    </Link>
  );
}

/** A key cap. Screen readers are told of the key by aria-keyshortcuts. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="key" aria-hidden="true">
      {children}
    </kbd>
  );
}

/** A word in a pill; a link if it leads somewhere. */
export function Tag({ to, tone = "", children }: { to?: string; tone?: Tone; children: ReactNode }) {
  const looks = classes("tag", tone);
  return to ? (
    <Link href={to} className={looks}>
      {children}
    </Link>
  ) : (
    <span className={looks}>{children}</span>
  );
}

/** A sentence that must not be overlooked. Failures are announced at once. */
export function Notice({ tone = "blue", children }: { tone?: "blue" | "bad" | "amber"; children: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** A command line, copied at a press. */
export function Command({ children }: { children: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(children);
    setCopied(true);
  };
  return (
    <span className="command">
      <code>{children}</code>
      <Button small onClick={copy} aria-label={`Copy: ${children}`}>
        {copied ? "copied" : "copy"}
      </Button>
    </span>
  );
}

/** A threshold in words, with the spelling that files and the terminal have. */
export function Threshold({ children }: { children: string }) {
  const words = inWords(children);
  return words ? (
    <>
      {words} <code className="quiet spelling">{children}</code>
    </>
  ) : (
    <code>{children}</code>
  );
}

/** A table that may be wider than the window: it scrolls by itself, and by the keyboard where it has to. */
export function Wide({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const measure = () => setScrolls((place.current?.scrollWidth ?? 0) > (place.current?.clientWidth ?? 0));
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  });
  return (
    <div className="wide" ref={place} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </div>
  );
}

/** Class names, those that are not empty. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
