// A phone: its chats, which of them is open, who holds it.
import { bubble } from "./bubbles.js";
import { Composer } from "./composer.js";
import { order } from "./net.js";
import { make, say } from "./words.js";

const FACES = { zalo: "👵", telegram: "👨", staff: "🏢", leader: "🏛" };
const EMPTY = { zalo: "empty", telegram: "empty", staff: "empty_group", leader: "empty_leader" };
const NOTICE = 4000;
const NEAR = 80;

export class Phone {
  constructor(section, onUnread) {
    this.key = section.dataset.phone;
    this.section = section;
    this.label = section.querySelector("h2").textContent;
    this.onUnread = onUnread;
    section.append(document.getElementById("phone").content.cloneNode(true));
    this.find = (selector) => section.querySelector(selector);
    this.chat = this.find(".chat");
    this.find(".face").textContent = FACES[this.key];
    this.chat.addEventListener("load", () => this.low && this.down(), true);
    this.chat.addEventListener("scroll", () => {
      this.low = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR;
    });
    this.composer = new Composer(this);
    this.find(".rooms").addEventListener("change", (event) => this.open(event.target.value));
    this.find(".speakers").addEventListener("change", () => this.draw());
  }

  // A performance begins: all chats are empty.
  begin(rooms, number) {
    this.number = number;
    this.rooms = new Map(rooms.map((room) => [room.key, { ...room, messages: new Map(), unread: 0 }]));
    this.room = undefined;
    const choose = this.find(".rooms");
    choose.hidden = rooms.length < 2;
    choose.replaceChildren(...rooms.map((room) => make("option", room.title, { value: room.key })));
    this.open(rooms[0].key);
    this.onUnread();
  }

  open(key) {
    if (this.room?.key !== key) this.composer.clear();
    this.room = this.rooms.get(key);
    this.room.unread = 0;
    this.section.dataset.on = this.room.on;
    this.find(".rooms").value = key;
    const people = this.room.speakers;
    const choose = this.find(".speakers");
    choose.hidden = people.length < 2;
    choose.replaceChildren(...people.map((one) => make("option", one.name, { value: one.key })));
    this.find(".app").textContent = `${this.label} · ${say(`on_${this.room.on}`)}`;
    this.find("h3").textContent = this.rooms.size > 1 && this.room.group ? this.room.title : people[0].name;
    this.find("h3").hidden = this.rooms.size > 1;
    this.draw();
    this.count();
  }

  get speaker() {
    const chosen = this.find(".speakers").value;
    return this.room.speakers.find((one) => one.key === chosen) ?? this.room.speakers[0];
  }

  // Messages came, changed or went away in one of the chats.
  hear({ room: key, news, gone }) {
    const room = this.rooms.get(key);
    for (const id of gone) room.messages.delete(id);
    for (const one of news) room.messages.set(one.id, one);
    const fresh = news.filter((one) => one.bot).length;
    if (room === this.room) this.update(news, gone);
    else if (fresh && this.mayTurnTo(room)) this.open(key);
    else room.unread += fresh;
    if (room === this.room && !this.visible) room.unread += fresh;
    this.count();
  }

  // Nobody is busy here, so what came may come to the front.
  mayTurnTo(room) {
    const busy = this.composer.busy || this.section.contains(document.activeElement);
    return !busy && room.group;
  }

  get visible() {
    return this.section.offsetParent !== null;
  }

  seen() {
    if (this.room) this.room.unread = 0;
    this.count();
  }

  get unread() {
    return [...(this.rooms?.values() ?? [])].reduce((sum, room) => sum + room.unread, 0);
  }

  count() {
    for (const option of this.find(".rooms").options) {
      const room = this.rooms.get(option.value);
      option.textContent = room.unread ? `(${room.unread}) ${room.title}` : room.title;
    }
    this.onUnread();
  }

  draw() {
    this.day = "";
    const empty = make("p", say(this.room.group || this.key !== "staff" ? EMPTY[this.key] : "empty"), { class: "empty" });
    this.chat.replaceChildren(...(this.room.messages.size ? [] : [empty]));
    this.update([...this.room.messages.values()], []);
    this.down();
  }

  update(news, gone) {
    const low = this.low;
    if (news.length) this.find(".empty")?.remove();
    for (const id of gone) this.node(id)?.remove();
    let mine = false;
    for (const one of news) {
      mine ||= one.by === this.speaker.id;
      this.put(one);
    }
    this.quick();
    if (low || mine) this.down();
  }

  // To the newest message; pictures that come later keep it there.
  down() {
    this.low = true;
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  node(id) {
    return this.chat.querySelector(`[data-id="${id}"]`);
  }

  put(message) {
    const mine = message.by === this.speaker.id;
    const made = bubble(message, this.room, this.number, mine, this.composer);
    const old = this.node(message.id);
    if (old) {
      old.replaceWith(made);
      return;
    }
    if (message.day !== this.day) {
      this.day = message.day;
      this.chat.append(make("div", message.day, { class: "day" }));
    }
    const last = this.chat.lastElementChild;
    if (!message.album) this.chat.append(made);
    else if (last?.dataset.album === message.album) last.append(made);
    else {
      const head = [...made.querySelectorAll(".by, .quoted")];
      this.chat.append(
        make("div", [...head, made], { class: mine ? "album out" : "album", "data-album": message.album }),
      );
    }
  }

  // What can be typed with one tap: the bot's own keyboard, or the numbers of its last list.
  quick() {
    const box = this.find(".quick");
    const asked = [...this.room.messages.values()].filter((one) => one.bot);
    // In a group each card has numbers under its own letters, and pictures may follow it.
    const newest = this.room.group ? asked.findLast((one) => one.numbers.length) : asked.at(-1);
    const chosen = this.composer.answered?.numbers.length ? this.composer.answered : newest;
    const typed = (chosen?.numbers ?? []).map(([label, words]) => [`${words} · ${label}`, () => this.composer.send(words)]);
    const keys = (asked.at(-1)?.keys ?? []).map((key) => [key.label, () => this.composer.key(key)]);
    const all = [...keys, ...typed].map(([label, act]) => {
      const button = make("button", label, { type: "button", title: label });
      button.addEventListener("click", act);
      return button;
    });
    box.hidden = !all.length;
    box.replaceChildren(make("span", say(keys.length ? "keys" : "type")), ...all);
  }

  // What passes by.
  notice(text) {
    const box = this.find(".notice");
    box.textContent = text;
    clearTimeout(this.passing);
    this.passing = setTimeout(() => { box.textContent = ""; }, NOTICE);
  }

  do(wish) {
    return order("do", { room: this.room.key, who: this.speaker.key, ...wish });
  }
}
