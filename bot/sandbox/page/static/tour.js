// The guided tour: six steps, with sentences ready to be sent; and the story that tells itself.
import { order, tell } from "./net.js";
import { make, say, scenes } from "./words.js";

const by = (id) => document.getElementById(id);

export class Tour {
  constructor(phones, show) {
    this.phones = phones;
    this.show = show;
    this.at = 0;
    this.done = new Set();
    this.scene = null;
    by("back").addEventListener("click", () => this.go(this.at - 1));
    by("next").addEventListener("click", () => this.go(this.at + 1));
    by("help").addEventListener("click", () => order("story", { scene: this.at }));
    by("skip").addEventListener("click", () => this.hide(true));
    by("unskip").addEventListener("click", () => this.hide(false));
    by("story").addEventListener("click", () => this.tellAll());
    this.story = by("story").textContent;
    this.go(0);
  }

  tellAll() {
    if (this.scene !== null) return order("story", { on: false });
    this.hide(false);
    return order("story", {});
  }

  begin() {
    this.done.clear();
    this.go(0);
  }

  hide(hidden) {
    by("tour").hidden = hidden;
    by("unskip").hidden = !hidden;
    this.light(hidden ? null : scenes[this.at].phone);
    if (hidden) by("unskip").focus();
  }

  go(step) {
    this.at = Math.max(0, Math.min(scenes.length - 1, step));
    const scene = scenes[this.at];
    by("scene").textContent = scene.title;
    by("text").textContent = scene.text;
    by("step").textContent = say("step", { n: this.at + 1, all: scenes.length });
    by("back").disabled = this.at === 0;
    by("next").disabled = this.at === scenes.length - 1;
    const ready = scene.say.map((words) => {
      const button = make("button", words, { type: "button" });
      button.addEventListener("click", () => {
        this.show(scene.phone);
        this.phones.get(scene.phone).composer.fill(words);
      });
      return button;
    });
    by("say").hidden = !ready.length;
    by("say").replaceChildren(by("say").firstElementChild, ...ready);
    if (!by("tour").hidden) this.light(scene.phone);
    this.mark();
  }

  light(key) {
    for (const phone of this.phones.values()) phone.section.classList.toggle("lit", phone.key === key);
  }

  mark() {
    const done = this.done.has(scenes[this.at].done);
    by("done").hidden = !done;
    by("done").textContent = say("step_done");
    by("next").classList.toggle("strong", done && this.at < scenes.length - 1);
    by("help").classList.toggle("strong", !done);
  }

  // What has happened so far, by name.
  happened(names) {
    this.done = new Set(names);
    this.mark();
  }

  // Which scene is being told, if any.
  telling({ scene, failed }) {
    by("story").textContent = scene === null ? this.story : document.body.dataset.stop;
    by("story").classList.toggle("strong", scene !== null);
    by("help").disabled = scene !== null;
    if (scene !== null && scene !== this.scene) {
      this.go(scene);
      this.show(scenes[scene].phone);
      tell(say("telling", { title: scenes[scene].title }));
    } else if (failed) tell(say("story_failed"));
    else if (scene === null && this.scene !== null) tell("");
    this.scene = scene;
  }
}
