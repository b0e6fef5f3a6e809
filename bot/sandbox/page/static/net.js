// The line to the page's server: orders there, news back.
import { say, sayError } from "./words.js";

const line = document.getElementById("line");

export function tell(sentence) {
  line.textContent = sentence;
}

// Has the server do something. Answers whether it was done; otherwise the page says why not.
export async function order(name, wish) {
  try {
    const answer = await fetch(`/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
    const why = answer.ok ? (await answer.json()).error : "not_now";
    tell(why ? sayError(why) : "");
    return !why;
  } catch {
    tell(sayError("away"));
  }
  return false;
}

// Listens for ever. `heard` has a function for each event's name.
export function listen(heard) {
  const news = new EventSource("/news");
  for (const [name, hear] of Object.entries(heard)) {
    news.addEventListener(name, (event) => hear(JSON.parse(event.data)));
  }
  news.addEventListener("open", () => tell(""));
  news.addEventListener("error", () => tell(say("lost_line")));
}
