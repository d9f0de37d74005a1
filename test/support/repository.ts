import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** The folder of the repository. */
export const repository: string = resolve(import.meta.dirname, '../..')

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs a command to its end. Never rejects for what the command says. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  return new Promise((done, fail) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env }
    const child = spawn(command, args, { cwd: options.cwd ?? repository, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
}
