// On a phone a plan's tabs are one row that scrolls: the current one comes into view.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
