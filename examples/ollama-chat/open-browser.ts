import { spawn } from 'node:child_process'

/** Opens the page in the browser of whoever started this, where there is a screen. */
export function openBrowser(url: string): void {
  const [command, ...before] = opener()
  if (command === undefined) return
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
  // Without such a program, the line with the address is there to click.
  child.once('error', () => {})
  child.unref()
}

function opener(): readonly string[] {
  const { CI, DISPLAY, SSH_CONNECTION, WAYLAND_DISPLAY } = process.env
  if (CI !== undefined || SSH_CONNECTION !== undefined) return []
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '']
  return DISPLAY === undefined && WAYLAND_DISPLAY === undefined ? [] : ['xdg-open']
}
