// What a reader has ticked and where they are: kept on this device if they say so, else as long as the page.
(() => {
  const KEY = "guidepost.progress";
  const words = document.currentScript.dataset;
  const { body, documentElement: html } = document;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const [question] = all(".remember");
  const consent = () => (window.guidepost || {}).consent;
  const may = () => !!consent() && consent().has("preferences");
  const today = Math.floor(Date.now() / 864e5);
  const name = (element, id) => `${element.closest("[data-guide]").dataset.guide}#${id}`;
  // By guide and "#": a tip's id, a step's after "/", "@" the part last opened, "?0" what a field of the plan holds.
  let state = {};
  let kept, asked;

  const read = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY));
      return stored.v === 1 && today - stored.on < words.days ? stored.state : undefined;
    } catch {}
  };
  // Other tabs write, too.
  const refresh = () => (state = (kept && read()) || state);
  const write = () => {
    try {
      if (may()) localStorage.setItem(KEY, JSON.stringify({ v: 1, on: today, state }));
    } catch {}
    paint();
  };
  const set = (id, value) => (value ? (state[id] = value) : delete state[id]);
  const has = (element, id) => !!state[name(element, id)];

  const paint = () => {
    for (const box of all("[data-guide] [data-tip]")) box.checked = has(box, box.dataset.tip);
    for (const mark of all("[data-step]")) mark.classList.toggle("done", has(mark, mark.dataset.step));
    for (const count of all("[data-count]")) {
      const steps = [...count.closest("[data-guide]").querySelectorAll("[data-step]")];
      const number = (some) => new Set(some.map(({ dataset }) => dataset.step)).size;
      const done = number(steps.filter((step) => has(step, step.dataset.step)));
      count.hidden = !done;
      count.textContent = words.sum.replace("{done}", done).replace("{total}", number(steps));
    }
    for (const begin of all("[data-begin]")) {
      const legs = all("[data-leg]");
      const at = legs.findIndex(({ dataset }) => dataset.leg === state[name(begin, "@")]);
      const begun = Object.keys(state).some((key) => key.startsWith(name(begin, "")));
      const next = begun && legs.slice(Math.max(at, 0)).find((leg) => !has(leg, leg.dataset.leg));
      begin.href = (next || legs[0]).querySelector("a").href;
      begin.firstElementChild.textContent = next ? next.dataset.go : begin.dataset.begin;
    }
    all("[data-plan]").forEach((field, index) => {
      const text = state[name(field, `?${index}`)];
      if (text && field !== document.activeElement) field.value = text;
    });
  };

  const settle = () => {
    if (may()) {
      state = kept ? refresh() : { ...read(), ...state };
      for (const { dataset } of all("[data-was]")) {
        for (const key of Object.keys(state)) {
          const [guide, id] = key.split("#");
          if (!dataset.was.split(" ").includes(guide)) continue;
          set(`${dataset.guide}#${id}`, state[key]);
          set(key);
        }
      }
      if (body.dataset.at) set(name(body, "@"), body.dataset.at);
    } else if (kept) {
      state = {};
      localStorage.removeItem(KEY);
    }
    kept = may();
    write();
  };

  const say = (place, text) => {
    const status = place.querySelector("[role=status]");
    status.textContent = text;
    // Again, for what has only just come into view is not read out.
    setTimeout(() => (status.textContent = text), 60);
    return status;
  };
  const ask = (near) => {
    if (asked || !question || !consent() || may()) return;
    asked = true;
    if (near) near.append(question);
    const open = html.dataset.consent === "unset";
    question.hidden = false;
    question.lastElementChild.hidden = !open;
    say(question, open ? question.dataset.ask : question.dataset.no);
  };

  const answer = (yes) => {
    consent().set({ preferences: yes });
    settle();
    question.lastElementChild.hidden = true;
    say(question, read() ? question.dataset.yes : question.dataset.no).focus();
  };
  document.addEventListener("change", ({ target }) => {
    const { tip } = target.dataset;
    if (!tip || !target.closest("[data-guide]")) return;
    const part = target.closest("[data-ticks]");
    refresh();
    set(name(target, tip), target.checked && 1);
    if (part && tip[0] !== "/") {
      const boxes = [...part.querySelectorAll("[data-tip]")];
      const others = boxes.filter((box) => box !== target && box.dataset.tip[0] !== "/");
      if (others.every((box) => box.checked)) set(name(target, part.dataset.ticks), target.checked && 1);
    }
    write();
    ask(target.closest("li, .done-mark"));
  });
  document.addEventListener("input", ({ target }) => {
    const index = all("[data-plan]").indexOf(target);
    if (index < 0) return;
    refresh();
    set(name(target, `?${index}`), target.value);
    write();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-remember]");
    if (button) answer(button.dataset.remember === "yes");
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY) refresh(), paint();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && settle());
  for (const event of ["ready", "change", "withdraw"]) document.addEventListener(`consent:${event}`, settle);
  settle();
  // For the script that takes progress along.
  const put = (next) => {
    state = next;
    write();
  };
  (window.guidepost = window.guidepost || {}).progress = { get: refresh, put, say, ask };
})();
