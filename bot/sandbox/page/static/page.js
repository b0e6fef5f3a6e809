// Puts the page together: phones, clock, switches, tour, and the look inside.
import { Inside } from "./inside.js";
import { listen, order, tell } from "./net.js";
import { Phone } from "./phone.js";
import { Tour } from "./tour.js";
import { make, say } from "./words.js";

const by = (id) => document.getElementById(id);
const every = (selector) => [...document.querySelectorAll(selector)];

const tabs = every("[role=tab]");
const phones = new Map(every(".phone").map((one) => [one.dataset.phone, new Phone(one, counts)]));
const inside = new Inside();
const tour = new Tour(phones, show);
const home = new Map();

// On a narrow screen one phone at a time is seen.
function show(key) {
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === key;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  for (const [name, phone] of phones) phone.section.classList.toggle("chosen", name === key);
  by("inside").classList.toggle("chosen", key === "inside");
  phones.get(key)?.seen();
}

function counts() {
  for (const tab of tabs) {
    const count = tab.querySelector(".count");
    const unread = phones?.get(tab.dataset.tab)?.unread ?? 0;
    if (!count) continue;
    count.hidden = !unread;
    count.textContent = unread;
    count.setAttribute("aria-label", say("unread", { n: unread }));
  }
}

for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.tab));
by("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = tabs.findIndex((tab) => tab.tabIndex === 0);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  show(next.dataset.tab);
  next.focus();
});

for (const button of every("[data-turn]")) {
  button.addEventListener("click", () => order("turn", { to: button.dataset.turn }));
}
for (const box of every("[data-trouble]")) {
  box.addEventListener("change", () => order("trouble", { name: box.dataset.trouble, on: box.checked }));
}
by("again").addEventListener("click", async () => {
  const chosen = document.querySelector("[name=staff]:checked").value;
  by("anew").open = false;
  await order("reset", { staff_on: chosen });
});

// One menu at a time; Escape and a click elsewhere close it.
function close(event) {
  const open = every("details.menu[open]").filter((one) => event.key === "Escape" || !one.contains(event.target));
  for (const one of open) {
    one.open = false;
    if (event.key === "Escape") one.firstElementChild.focus();
  }
}
document.addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close(event);
  const phone = event.altKey && [...phones.values()][Number(event.key) - 1];
  if (phone) {
    event.preventDefault();
    show(phone.key);
    phone.composer.box.focus();
  }
});
by("papers").addEventListener("toggle", () => {
  for (const image of every("#papers img[data-src]")) {
    image.src = image.dataset.src;
    image.removeAttribute("data-src");
  }
});

listen({
  begin({ number, rooms, counters }) {
    for (const room of rooms) home.set(room.key, phones.get(room.phone));
    for (const phone of phones.values()) phone.begin(rooms.filter((room) => room.phone === phone.key), number);
    by("posters").replaceChildren(...counters.map(poster));
    inside.begin();
    tour.begin();
    tell("");
  },
  chat: (news) => home.get(news.room).hear(news),
  notice: ({ room, text }) => home.get(room).notice(text),
  state(state) {
    by("hour").textContent = state.time;
    by("day").textContent = state.day;
    document.body.classList.toggle("moving", state.moving);
    for (const button of every("[data-turn]")) button.disabled = state.moving;
    for (const box of every("[data-trouble]")) box.checked = state.troubles.includes(box.dataset.trouble);
    const count = document.querySelector("#troubles .count");
    count.hidden = !state.troubles.length;
    count.textContent = state.troubles.length;
    for (const radio of every("[name=staff]")) {
      if (!by("anew").open) radio.checked = radio.value === state.staff_on;
    }
    inside.down(state.troubles.includes("crash"));
    tour.telling(state);
  },
  inside(found) {
    inside.hear(found);
    tour.happened(found.done);
  },
});
show("zalo");

function poster({ code, name }) {
  const image = make("img", [], { "data-src": `/paper/counter-${code}.png`, alt: "", width: 124, height: 175 });
  return make("li", make("a", [image, name], { href: `/paper/counter-${code}.pdf`, target: "_blank" }));
}
