// The search over write-ups, as a form that leads to the page of what was found.
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../ui/parts";

export function SearchBox({ query = "" }: { query?: string }) {
  const [text, setText] = useState(query);
  const [, go] = useLocation();
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) go(`/search?q=${encodeURIComponent(text.trim())}`);
      }}
    >
      <input
        type="search"
        className="field"
        aria-label="Search write-ups"
        placeholder="Search write-ups, prompts, what was graded"
        value={text}
        maxLength={300}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">Search</Button>
    </form>
  );
}
