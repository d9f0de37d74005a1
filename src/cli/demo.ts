import { readdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Ollama } from 'ollama'
import { wrapOllama } from '../adapters/ollama/index.ts'
import { buildDataset } from '../datasets.ts'
import { createRecorder, FinetapError, type Recorder } from '../index.ts'
import { converse } from './demo/chat.ts'
import { DEMO_CONVERSATIONS } from './demo/conversations.ts'
import { printCaptured, printDataset, printReplay } from './demo/print.ts'
import { replay } from './demo/replay.ts'
import { findServer } from './demo/server.ts'
import { runChatPage } from './demo/chat-page.ts'
import { plainText } from './plain-text.ts'

const HELP = `Usage: npm run demo [-- --from FILE] [-- --out DIRECTORY]
       npm run demo -- --web [--port NUMBER] [--out DIRECTORY] [--seed NUMBER] [--no-open]

Holds a few conversations with a model through a wrapped client, and turns the log into a dataset.

  --web             chat yourself: a page in the browser, with its dataset beside it (its --help says more)
  --from FILE       replay real conversations instead: JSON Lines of {"messages":[…]}, plain or .gz
  --out DIRECTORY   where the log and the dataset go (default demo-output)
`

const FORMATS = ['json', 'csv', 'chatml', 'alpaca', 'instruction']

async function main(): Promise<void> {
  const given = process.argv.slice(2)
  if (given.includes('--web')) {
    process.exitCode = await runChatPage(given.filter((arg) => arg !== '--web'))
    return
  }
  const { values } = readArgs()
  if (values.help === true) {
    console.log(HELP)
    return
  }
  const log = path(values.out, 'log')
  const to = path(values.out, 'dataset')
  await startAfresh(log, to)
  const recorder = createRecorder({ store: log })
  if (values.from === undefined) await chat(recorder, log)
  else await play(values.from, recorder, log)
  const split = { validation: 0.15, test: 0.15 }
  await printDataset(await buildDataset({ from: log, to, formats: FORMATS, split, name: 'demo', salt: 'demo-7' }), to)
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        from: { type: 'string' },
        out: { type: 'string', default: 'demo-output' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    const what = cause instanceof Error ? (cause.message.split(/\.(?:\s|$)/, 1)[0] ?? '') : String(cause)
    throw new FinetapError('bad_option', { what, fix: 'npm run demo -- --help lists what there is', cause })
  }
}

async function chat(recorder: Recorder, log: string): Promise<void> {
  const server = await findServer()
  console.log(`Chatting with the ${server.label}.\n`)
  const ollama = wrapOllama(new Ollama({ host: server.url }), { recorder })
  try {
    for (const conversation of DEMO_CONVERSATIONS)
      await converse({ ollama, model: server.model, recorder }, conversation)
  } finally {
    await recorder.close()
    await server.close()
  }
  await printCaptured(recorder, log)
}

async function play(file: string, recorder: Recorder, log: string): Promise<void> {
  console.log(`Replaying the conversations of ${file}, each turn resending its history.\n`)
  const replayed = await replay(path(file), recorder)
  await recorder.close()
  await printReplay(replayed, recorder, log)
}

// npm runs scripts in the package's folder; INIT_CWD is where the person stands.
function path(...parts: readonly string[]): string {
  return resolve(process.env['INIT_CWD'] ?? '.', ...parts)
}

/** Clears away what an earlier demo left; anything else stays, and the demo refuses to mix with it. */
async function startAfresh(log: string, to: string): Promise<void> {
  const strangers = (await namesIn(log)).filter((name) => name !== '.gitignore' && !name.endsWith('.jsonl'))
  if (strangers.length > 0) {
    const why = `it holds ${strangers[0]}, which no demo wrote`
    throw new FinetapError('output_unwritable', { what: `${log} is in use`, why, fix: 'pass another --out' })
  }
  await rm(log, { recursive: true, force: true })
  if ((await namesIn(to)).includes('manifest.json')) await rm(to, { recursive: true })
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => [])
}

// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

main().catch((error: unknown) => {
  console.error(FinetapError.isInstance(error) ? plainText(`finetap: ${error.message}`) : error)
  process.exitCode = FinetapError.isInstance(error) && error.code === 'bad_option' ? 2 : 1
})
