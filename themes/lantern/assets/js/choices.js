// On the policy page: takes one's own answer along in a file, and clears what the site saved.
(() => {
  const { consent } = window.guidepost;
  const place = document.querySelector(".kept");

  const say = (text) => {
    const status = place.querySelector("[role=status]");
    status.textContent = text;
    status.focus();
  };
  const deeds = {
    download() {
      const record = consent.get();
      if (!record) return say(place.dataset.none);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(record, null, 2)], { type: "application/json" }));
      link.download = "guidepost-consent.json";
      link.click();
      URL.revokeObjectURL(link.href);
    },
    clear() {
      consent.reset();
      say(place.dataset.cleared);
    },
  };
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-kept]");
    if (button) deeds[button.dataset.kept]();
  });
})();
