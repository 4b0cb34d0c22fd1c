// <figure data-embed="url"> loads nothing until its button is pressed; without JavaScript the link beside it leads there.
for (const figure of document.querySelectorAll("[data-embed]")) {
  const button = figure.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = figure.dataset.embed;
    frame.title = figure.dataset.title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    figure.querySelector("[data-embed-offer]").replaceWith(frame);
    frame.focus();
  });
}
