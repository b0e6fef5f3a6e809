// What goes on inside: cases and their history, both boxes, figures.
import { make, say } from "./words.js";

const by = (id) => document.getElementById(id);
const BAD = new Set(["in_failed", "in_aside", "out_failed", "late", "overdue"]);

export class Inside {
  constructor() {
    this.code = "";
  }

  begin() {
    this.code = "";
    by("history").hidden = true;
    by("pick").hidden = false;
  }

  down(crashed) {
    by("crashed").hidden = !crashed;
    by("crashed").textContent = say("crashed");
  }

  hear({ cases, outbox, boxes, figures }) {
    by("none").hidden = cases.length > 0;
    by("cases").hidden = !cases.length;
    by("cases").tBodies[0].replaceChildren(...cases.map((one) => this.row(one)));
    by("outbox").tBodies[0].replaceChildren(...outbox.map(sent));
    list(by("boxes"), boxes);
    list(by("figures"), figures);
    if (!this.code && cases.length) this.code = cases[0].code;
    if (this.code) this.look();
  }

  row(one) {
    const button = make("button", one.code, { type: "button", "aria-pressed": String(one.code === this.code) });
    button.addEventListener("click", () => {
      this.code = one.code;
      for (const other of by("cases").querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      this.look();
    });
    const due = make("td", one.due, { class: one.late ? "late" : "" });
    if (one.late) due.append(` · ${say("is_late")}`);
    return make("tr", [make("td", button), make("td", one.unit), make("td", one.state), due]);
  }

  async look() {
    const code = this.code;
    const answer = await fetch(`/case/${encodeURIComponent(code)}`).catch(() => null);
    if (answer?.status !== 200 || code !== this.code) return;
    const { lines } = await answer.json();
    const box = by("history");
    const low = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    box.hidden = false;
    by("pick").hidden = true;
    box.textContent = lines.join("\n");
    if (low) box.scrollTop = box.scrollHeight;
  }
}

function sent(one) {
  const state = say(`out_${one.state}`);
  const why = one.error && one.state !== "sent" ? `${state} (${one.error})` : state;
  return make("tr", [one.at, one.code, one.what, why, String(one.tries)].map((cell) => make("td", cell)));
}

function list(box, numbers) {
  const pairs = Object.entries(numbers).map(([name, number]) => [
    make("dt", say(name)),
    make("dd", String(number), { class: `${number ? "some" : ""} ${BAD.has(name) ? "bad" : ""}` }),
  ]);
  box.replaceChildren(...pairs.flat());
}
