// Takes what progress.js knows along in a file, brings it back, and starts a guide over.
(() => {
  const { get, put, say, ask } = window.guidepost.progress;
  const place = document.querySelector(".keeping");
  const own = `${place.closest("[data-guide]").dataset.guide}#`;
  let undo;

  const deeds = {
    save() {
      const text = JSON.stringify({ v: 1, state: get() });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = "guidepost-progress.json";
      link.click();
    },
    clear(button) {
      const entries = Object.entries(get());
      const isOwn = ([key]) => key.startsWith(own);
      put(Object.fromEntries(entries.filter((entry) => !isOwn(entry)).concat(undo || [])));
      say(place, undo ? place.dataset.back : place.dataset.cleared);
      undo = undo ? undefined : entries.filter(isOwn);
      [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
    },
  };

  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-keep]");
    if (button) deeds[button.dataset.keep](button);
  });
  place.addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    let found = [];
    try {
      const { state } = JSON.parse(file.size < 1e6 && (await file.text()));
      found = Object.entries(state).filter(([key]) => /^\/.*#/.test(key));
      put({ ...get(), ...Object.fromEntries(found) });
    } catch {}
    say(place, found[0] ? place.dataset.loaded : place.dataset.bad);
    if (found[0]) ask();
    target.value = "";
  });
})();
