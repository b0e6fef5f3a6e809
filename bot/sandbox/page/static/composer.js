// The line below a chat: type, answer, attach, speak.
import { tell } from "./net.js";
import { say, sayError } from "./words.js";

const LARGEST = 10 * 1024 * 1024;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.box = phone.find("textarea");
    this.answered = null;
    phone.find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.box.value);
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send(this.box.value);
      } else if (event.key === "Escape") this.answer(null);
    });
    this.box.addEventListener("input", () => this.grow());
    phone.find(".unanswer").addEventListener("click", () => this.answer(null));
    phone.find(".voice").addEventListener("click", (event) => this.speak(event.currentTarget));
    this.attachments();
  }

  get busy() {
    return Boolean(this.box.value || this.answered);
  }

  clear() {
    this.box.value = "";
    this.grow();
    this.answer(null);
  }

  fill(words) {
    this.box.value = words;
    this.grow();
    this.box.focus();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 120)}px`;
  }

  // Tapping a message answers it; tapping it again does not.
  answer(message) {
    const before = this.answered;
    this.answered = message && before?.id !== message.id ? message : null;
    if (before) this.phone.node(before.id)?.classList.remove("chosen");
    const bar = this.phone.find(".answering");
    bar.hidden = !this.answered;
    if (this.answered) {
      this.phone.node(message.id)?.classList.add("chosen");
      const who = say("answering", { who: message.bot ? say("bot") : message.who });
      bar.firstElementChild.textContent = `${who} ${message.text.slice(0, 60)}`;
      this.box.focus({ preventScroll: true });
    }
    if (this.phone.room) this.phone.quick();
  }

  async send(text) {
    if (!text.trim()) return;
    const wish = { act: "say", text, reply: this.answered?.id ?? "" };
    this.clear();
    if (!(await this.phone.do(wish))) this.fill(text);
  }

  press(message, label) {
    return this.phone.do({ act: "press", message: message.id, label });
  }

  number() {
    return this.phone.do({ act: "number" });
  }

  key(key) {
    if (key.asks === "contact") return this.number();
    return key.asks === "location" ? this.phone.do({ act: "pin" }) : this.send(key.label);
  }

  speak(button) {
    const recording = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!recording));
    this.phone.notice(recording ? "" : say("recording"));
    if (recording) this.attach("speak");
  }

  // Sends a file; the words that were typed go with it.
  async attach(act, files = []) {
    const wish = { act, text: this.box.value, reply: this.answered?.id ?? "", files };
    const menu = this.phone.find(".attach");
    menu.open = false;
    if (await this.phone.do(wish)) this.clear();
  }

  attachments() {
    const menu = this.phone.find(".attach");
    menu.addEventListener("toggle", () => {
      for (const image of menu.querySelectorAll("img[data-src]")) {
        image.src = image.dataset.src;
        image.removeAttribute("data-src");
      }
    });
    for (const one of menu.querySelectorAll("[data-sample]")) {
      const names = one.dataset.sample.split(" ").map((name) => `sample:${name}`);
      one.addEventListener("click", () => this.attach("show", names));
    }
    for (const one of menu.querySelectorAll("[data-act]")) {
      one.addEventListener("click", () => this.attach(one.dataset.act));
    }
    menu.querySelector("input").addEventListener("change", (event) => this.own(event.target));
  }

  async own(input) {
    const files = [...input.files];
    input.value = "";
    if (files.some((file) => file.size > LARGEST)) tell(sayError("too_large"));
    else if (files.length) await this.attach("show", await Promise.all(files.map(read)));
  }
}

function read(file) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.split(",")[1]));
    reader.addEventListener("error", fail);
    reader.readAsDataURL(file);
  });
}
