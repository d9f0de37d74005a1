import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openBrowser } from './open-browser.ts'
import { startChatApp } from './server/app.ts'

const HELP = `Usage: node main.ts [--port 4747] [--out DIRECTORY] [--seed NUMBER] [--no-open]

A chatbot on this machine that records its own chats and makes a dataset of them.

  --port NUMBER     where to listen on 127.0.0.1 (default 4747; the next free one when it is taken)
  --out DIRECTORY   where the log and the dataset go (default chat-output)
  --seed NUMBER     the same sample chats each time
  --no-open         do not open the browser

With an Ollama at OLLAMA_HOST or 127.0.0.1:11434 its models answer, else finetap's demo model.
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4747' },
      host: { type: 'string', default: '127.0.0.1' },
      out: { type: 'string', default: 'chat-output' },
      seed: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(HELP)
  if (values.host !== '127.0.0.1') throw new Error('there are no accounts here, so --host can only be 127.0.0.1')
  const seed = values.seed === undefined ? {} : { seed: wholeNumber('seed', values.seed, 2 ** 31) }
  // npm runs scripts in the package's folder; INIT_CWD is where the person stands.
  const out = resolve(process.env['INIT_CWD'] ?? '.', values.out)
  const app = await startChatApp({ out, port: wholeNumber('port', values.port, 65_535), ...seed })
  console.log(`finetap chat: ${app.url}`)
  console.log(`${app.server.label}. Log and dataset in ${out}. Ctrl+C ends it.`)
  closeOnSignals(app.close)
  if (!values['no-open']) openBrowser(app.url)
}

function wholeNumber(name: string, text: string, largest: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= largest) return value
  throw new Error(`--${name} is ${text}, and must be a whole number from 0 to ${largest}`)
}

const IMPATIENT_AFTER_MS = 1_000

function closeOnSignals(close: () => Promise<void>): void {
  let since: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since !== undefined) {
        // Ctrl+C reaches npm, and through it this process, a second time; later it is a person who does not want to wait.
        if (Date.now() - since > IMPATIENT_AFTER_MS) process.exit(1)
        return
      }
      since = Date.now()
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `finetap chat: ${error.message}` : error)
  process.exitCode = 1
})
