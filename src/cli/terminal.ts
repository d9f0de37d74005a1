import { once } from 'node:events'
import { styleText } from 'node:util'
import { plainText } from './plain-text.ts'

type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'

/** Where a verb writes: data to standard output, everything for people to standard error. */
export type Terminal = {
  /** One line of data. It may be held back until there are more; wait for it, so that a slow reader is waited for. */
  readonly data: (line: string) => Promise<void>
  /** Writes what was held back. */
  readonly flush: () => Promise<void>
  /** A line for people, unless `--quiet`. */
  readonly say: (line: string) => void
  /** A line for people that is never left out. */
  readonly warn: (line: string) => void
  /** Colours a text of the data where a person looks at it. */
  readonly style: (style: Style, text: string) => string
  /** The state of something that goes on: on one line where a person looks at it, else a line each ten seconds. */
  readonly progress: (line: string) => void
}

export type TerminalOptions = { readonly quiet: boolean; readonly verbose: boolean; readonly color: boolean }

const HELD_BACK = 64 * 1_024
const BETWEEN_LINES_MS = 10_000
const BETWEEN_REDRAWS_MS = 100

export function createTerminal({ quiet, verbose, color }: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  const redraws = stderr.isTTY && process.env['CI'] === undefined
  let held = ''
  let lastProgress = 0
  let isDrawn = false

  async function flush(): Promise<void> {
    const text = held
    held = ''
    if (text !== '' && !stdout.write(text)) await once(stdout, 'drain')
  }

  function warn(line: string): void {
    // Names of files and what a log holds reach people through here. What follows a break cannot pose as a line of ours.
    const plain = plainText(line).replaceAll('\n', '\n    ')
    stderr.write(isDrawn ? `\r\u001b[K${plain}\n` : `${plain}\n`)
    isDrawn = false
  }

  return {
    async data(line) {
      held += `${line}\n`
      if (held.length >= HELD_BACK) await flush()
    },
    flush,
    warn,
    say(line) {
      if (!quiet) warn(line)
    },
    style: (style, text) => (color ? styleText(style, text, { stream: stdout }) : text),
    progress(line) {
      if (quiet) return
      if (verbose) return warn(line)
      const now = performance.now()
      if (now - lastProgress < (redraws ? BETWEEN_REDRAWS_MS : BETWEEN_LINES_MS)) return
      // What takes less than the pause between two lines needs none.
      const isFirst = lastProgress === 0
      lastProgress = now
      if (!redraws) return isFirst ? undefined : warn(line)
      stderr.write(`\r\u001b[K${plainText(line)}`)
      isDrawn = true
    },
  }
}
