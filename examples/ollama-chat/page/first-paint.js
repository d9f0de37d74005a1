// Runs before the first paint, so that a chosen theme does not flash. Not a module: those wait.
try {
  const theme = JSON.parse(localStorage.getItem('finetap-chat:theme-choice') ?? 'null')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme
} catch {
  // No storage, no choice to show.
}
