import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs `examples/ollama-chat` on finetap's sources until it ends; resolves with its exit code. */
export async function runChatPage(args: readonly string[]): Promise<number> {
  const fromSource = new URL('../../../examples/from-source.ts', import.meta.url).href
  const main = fileURLToPath(new URL('../../../examples/ollama-chat/main.ts', import.meta.url))
  const out = args.some((arg) => arg === '--out' || arg.startsWith('--out=')) ? [] : ['--out', 'demo-output/chat']
  const child = spawn(process.execPath, ['--import', fromSource, main, ...out, ...args], { stdio: 'inherit' })
  // Listening keeps this process alive until the child has closed its log.
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
}
