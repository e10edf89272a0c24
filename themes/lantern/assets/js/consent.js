// Asks before anything optional is stored or loaded, and keeps the answer.
(() => {
  const KEY = "guidepost.consent";
  const html = document.documentElement;
  const { rev, mode, days, purposes } = JSON.parse(document.currentScript.dataset.consent);
  const names = Object.keys(purposes);
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const banner = find("#consent");
  const dialog = find(".consent-dialog");
  const signal = () => !!navigator.globalPrivacyControl;
  const emit = (name, detail) => document.dispatchEvent(new CustomEvent(`consent:${name}`, { detail }));
  const loaded = new Set();
  let queue = Promise.resolve();
  // `held`: the record, where it could not be stored.
  let record, held, opener;

  const read = () => {
    try {
      const kept = held || JSON.parse(localStorage.getItem(KEY));
      // A yes that is older than the browser's signal is none.
      if (kept.v === 1 && kept.rev === rev && Date.parse(kept.until) > Date.now() && kept.grants && (kept.gpc || !signal())) return kept;
    } catch {}
    return null;
  };
  const runs = (name) => !!purposes[name] && !!purposes[name][0];
  const has = (name) => (record ? record.grants[name] === 1 : !signal() && runs(name));
  const every = (value) => Object.fromEntries(names.map((name) => [name, value && (mode !== "notice" || runs(name))]));

  const paint = () => {
    html.dataset.consent = record ? "set" : signal() ? "gpc" : "unset";
    if (!record) banner?.removeAttribute("data-said");
    for (const box of all(".choice input")) box.checked = has(box.name);
  };

  const erase = (cookie) => {
    const { hostname, pathname, protocol } = location;
    const secure = protocol === "https:" ? ";secure" : "";
    const domains = hostname.split(".").map((_, at, parts) => `;domain=${parts.slice(at).join(".")}`);
    for (const domain of ["", ...domains]) {
      pathname.split("/").forEach((_, at, parts) => {
        const path = parts.slice(0, at + 1).join("/");
        for (const end of ["", "/"]) document.cookie = `${cookie}=;max-age=0;path=${path}${end}${domain}${secure}`;
      });
    }
  };
  const clear = (names) => {
    for (const name of names) {
      const [, keys, cookies] = purposes[name];
      for (const key of keys) {
        try {
          localStorage.removeItem(key);
        } catch {}
      }
      for (const pair of document.cookie.split("; ")) {
        const [cookie] = pair.split("=");
        const is = (known) => (known.endsWith("*") ? cookie.startsWith(known.slice(0, -1)) : cookie === known);
        if (cookies.some(is)) erase(cookie);
      }
    }
  };

  // Scripts run one after another, as they would have.
  const start = (mark, script) =>
    new Promise((done) => {
      const waits = script.src && !script.hasAttribute("async") && !script.noModule && /^$|module|script/i.test(script.type);
      if (waits) {
        script.async = false;
        script.onload = script.onerror = done;
      }
      mark.replaceWith(script);
      if (!waits) done();
    });
  const load = (template) => {
    const piece = document.importNode(template.content, true);
    const scripts = [...piece.querySelectorAll("script")].map((script) => {
      const mark = new Comment();
      script.replaceWith(mark);
      return [mark, script];
    });
    const place = template.closest(".embed");
    if (place) place.classList.add("embed-on");
    loaded.add(template.dataset.consent);
    template.replaceWith(piece);
    for (const [mark, script] of scripts) queue = queue.then(() => start(mark, script));
    return place;
  };
  const loadAll = () => all("template[data-consent]").filter(({ dataset }) => has(dataset.consent)).forEach(load);

  // Whether the page has to come anew, because what runs cannot be stopped.
  const settle = (before, refused) => {
    const gone = before.filter((name) => !has(name));
    paint();
    emit("change", get());
    if (gone[0]) emit("withdraw", { purposes: gone });
    if (record || signal() || refused) clear(names.filter((name) => !has(name)));
    const stays = (name) => has(name) || !(refused || gone.includes(name));
    if (![...loaded].every(stays)) return true;
    loadAll();
  };
  const sync = () => {
    const before = names.filter(has);
    const was = JSON.stringify(record);
    record = read();
    if (JSON.stringify(record) !== was && settle(before)) location.reload();
  };
  const decide = (map, via) => {
    const before = names.filter(has);
    const now = Date.now();
    const iso = (time) => new Date(time).toISOString();
    const grants = Object.fromEntries(names.map((name) => [name, +!!(name in map ? map[name] : has(name))]));
    record = { v: 1, rev, at: iso(now), until: iso(now + days * 864e5), via, gpc: +signal(), grants };
    try {
      localStorage.setItem(KEY, JSON.stringify(record));
      held = null;
    } catch {
      held = record;
    }
    return settle(before, via !== "api" && !names.some(has));
  };

  const confirm = (said, near) => {
    const place = (near || banner)?.querySelector("[role=status]");
    if (!place) return;
    if (!near) banner.dataset.said = "";
    place.firstElementChild.textContent = place.dataset[said];
    place.focus();
  };
  const answer = (map, via, near) => {
    const again = decide(map, via);
    const understood = via === "accept" || (mode === "notice" && via === "escape");
    const some = names.some(has) && (names.every(has) ? "accept" : "choose");
    const said = held ? "held" : understood ? "accept" : some || "reject";
    if (via !== "choose") opener = null;
    if (!again) return confirm(said, near);
    history.replaceState({ said }, "");
    location.reload();
  };
  const open = () => {
    opener = document.activeElement;
    paint();
    if (dialog?.showModal) dialog.showModal();
    else location.href = find("#consent-settings").href;
  };

  const deeds = {
    accept: () => answer(every(true), "accept"),
    reject: () => answer(every(false), "reject"),
    choose: open,
    change: open,
    save(button) {
      const form = button.closest(".choices-form, .consent-dialog");
      const boxes = [...form.querySelectorAll("input")];
      dialog?.close();
      answer(Object.fromEntries(boxes.map((box) => [box.name, box.checked])), "choose", dialog ? null : form);
    },
    cancel: () => dialog.close(),
    hide() {
      delete banner.dataset.said;
      const title = find("h1");
      title.tabIndex = -1;
      (opener?.offsetParent ? opener : title).focus();
    },
    once(button) {
      const place = load(button.closest(".embed").querySelector("template"));
      place.tabIndex = -1;
      place.focus();
    },
    always(button) {
      const place = button.closest(".embed");
      decide({ [place.querySelector("template").dataset.consent]: 1 }, "always");
      place.tabIndex = -1;
      place.focus();
    },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-consent-do]");
    if (button) return deeds[button.dataset.consentDo](button);
    if (dialog?.showModal && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.target.closest("#consent-settings")) {
      event.preventDefault();
      open();
    }
  });
  banner?.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && html.dataset.consent === "unset") answer(every(mode === "notice"), "escape");
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) sync();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) sync();
    paint();
  });

  const get = () => JSON.parse(JSON.stringify(record));
  const apply = (map) => {
    if (decide(map, "api")) location.reload();
  };
  const reset = () => {
    const before = names.filter(has);
    try {
      localStorage.removeItem(KEY);
    } catch {}
    record = held = null;
    clear(names);
    if (settle(before, true)) location.reload();
  };
  const consent = { get, has, set: apply, accept: () => apply(every(true)), reject: () => apply(every(false)), reset, open };
  window.guidepost = { ...window.guidepost, consent };

  record = read();
  paint();
  if (record || signal()) clear(names.filter((name) => !has(name)));
  loadAll();
  emit("ready", get());
  if (history.state?.said) {
    confirm(history.state.said);
    history.replaceState(null, "");
  }
})();
