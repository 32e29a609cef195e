// After an error the reader starts at the summary.
document.querySelector("[data-error-summary]")?.focus();
