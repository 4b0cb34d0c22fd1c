// `?k=<key>`, as a shared link has it, shows the channel that its preview showed, as `#k-<key>` does.
const part = document.getElementById(`k-${new URLSearchParams(location.search).get("k")}`);
if (part && !location.hash) location.replace(`#${part.id}`);
