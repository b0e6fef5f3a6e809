// Draws one message: words with their marks, files, what it answers, its buttons.
import { make, say } from "./words.js";

// `room`: whose chat it is; `number`: of which performance; `mine`: whether the phone's user wrote it.
export function bubble(message, room, number, mine, act) {
  const inside = make("div", [], { class: "bubble" });
  if (room.group && !mine) inside.append(make("div", message.bot ? say("bot") : message.who, { class: "by" }));
  if (message.answers) {
    inside.append(make("blockquote", [make("b", message.answers.bot ? say("bot") : message.answers.who), message.answers.text], { class: "quoted" }));
  }
  message.files.forEach((file, place) => {
    inside.append(shown(file, `/file/${number}/${room.key}/${message.id}/${place}`));
  });
  if (message.place) inside.append(make("div", `📍 ${say("place")}: ${message.place.join(", ")}`));
  if (message.phone) inside.append(make("div", `📞 ${say("phone")}: ${message.phone}`));
  if (message.text) inside.append(make("div", marked(message.text, message.marks), { class: "words" }));
  inside.append(make("div", message.edited ? `${say("edited")} ${message.at}` : message.at, { class: "foot" }));

  const answer = make("button", "↩", {
    type: "button", class: "answer",
    "aria-label": say("answer", { who: message.bot ? say("bot") : message.who }),
  });
  for (const node of [answer, inside]) {
    node.addEventListener("click", (event) => {
      if (!event.target.closest("a, audio")) act.answer(message);
    });
  }
  const whole = make("article", [inside, answer], {
    class: mine ? "msg out" : "msg in", "data-id": message.id, "data-by": message.by,
  });
  const rows = message.form ? [...message.rows, [null]] : message.rows;
  if (rows.length) whole.append(make("div", rows.map((row) => keys(row, message, act)), { class: "keys" }));
  return whole;
}

function keys(row, message, act) {
  const buttons = row.map((label) => {
    const button = make("button", label ?? say("form"), { type: "button" });
    button.addEventListener("click", () => (label === null ? act.number() : act.press(message, label)));
    return button;
  });
  return make("div", buttons, { class: "line" });
}

function shown(file, address) {
  if (file.kind === "photo" || file.kind === "sticker") {
    const link = make("a", make("img", [], { src: address, alt: say("photo"), loading: "lazy" }), {
      href: address, target: "_blank",
    });
    return link;
  }
  if (file.kind === "voice" || file.kind === "audio") {
    return make("audio", [], { src: address, controls: true, preload: "none", "aria-label": say("voice") });
  }
  const word = ["video", "document"].includes(file.kind) ? file.kind : "document";
  return make("a", `📄 ${file.name || say(word)}`, { href: address, target: "_blank", class: "file" });
}

// Marks are counted in UTF-16 units, as this language counts.
function marked(text, marks) {
  const borders = new Set([0, text.length]);
  for (const [, start, length] of marks) borders.add(start).add(start + length);
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(1).map((end, n) => {
    const start = sorted[n];
    const kinds = marks.filter(([, at, length]) => at <= start && end <= at + length).map(([kind]) => kind);
    const piece = text.slice(start, end);
    return kinds.length ? make("span", piece, { class: kinds.join(" ") }) : piece;
  });
}
