import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { repository } from '../../support/repository.ts'
import { startApp } from './chat-client.ts'
import { temporaryFolder } from './temporary-folder.ts'

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, OLLAMA_HOST: '127.0.0.1:1', CI: '1' }
  const child = spawn(process.execPath, ['src/cli/demo.ts', '--web', ...args], { cwd: repository, env })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

test('npm run demo -- --web takes the next free port, says where it is, and ends on SIGTERM', async () => {
  const out = await temporaryFolder()
  const taken = new URL((await startApp()).url).port
  const child = start(['--no-open', '--port', taken, '--out', out])
  let url = ''
  for await (const line of createInterface({ input: child.stdout })) {
    url = /^finetap chat: (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1] ?? ''
    break
  }
  expect(Number(new URL(url).port)).toBeGreaterThan(Number(taken))
  expect((await fetch(`${url}/api/models`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})
