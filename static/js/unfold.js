// <details data-unfold="/address?fragment=name"> gets its content when it is first opened; until then it holds a link.
for (const details of document.querySelectorAll("details[data-unfold]")) {
  details.addEventListener("toggle", async () => {
    const place = details.querySelector("[data-unfold-here]");
    place.ariaBusy = "true";
    try {
      const answer = await fetch(details.dataset.unfold);
      // An answer that was redirected is a whole page.
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch {
      // The link stays.
    }
    place.ariaBusy = "false";
  }, { once: true });
}
