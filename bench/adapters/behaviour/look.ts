import type { OpenAI } from 'openai'
import type { Check } from './check.ts'
import type { Server } from './server.ts'

const PATIENCE_MS = 2_000

/** What an app saw, as text that can be compared. */
export type Sight = { readonly name: string; readonly seen: string }

/** Does what the check does, and waits for what it leaves behind. */
export async function look({ name, see }: Check, client: OpenAI, question: string, server: Server): Promise<Sight> {
  const strays: string[] = []
  const stray = (reason: unknown): void => void strays.push(`unhandled ${describe(reason)}`)
  process.on('unhandledRejection', stray)
  try {
    const messages = [{ role: 'user' as const, content: question }]
    const seen = await impatient(async () => JSON.stringify(await see(client, { model: 'mock', messages }, server)))
    await new Promise((resolve) => setImmediate(resolve))
    return { name, seen: [seen, ...strays].join('; ') }
  } finally {
    process.off('unhandledRejection', stray)
  }
}

async function impatient(see: () => Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE_MS)
  })
  try {
    return await Promise.race([see(), late])
  } catch (error) {
    return describe(error)
  } finally {
    clearTimeout(timer)
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message}` : `threw ${String(error)}`
}
