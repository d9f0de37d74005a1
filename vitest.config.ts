import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { sourceUrls } from './examples/source-urls.ts'

// The clients that are wrapped take longer to load than most tests take, so these files share a process. No file belongs
// here that looks at what a process holds, or leaves calls open in it: the doors of the others would see them.
const SHARED = [
  'test/core/**/*.test.ts',
  'test/redaction/**/*.test.ts',
  'test/schema/**/*.test.ts',
  'test/pipeline/**/*.test.ts',
  'test/demo/**/*.test.ts',
  'test/adapters/{ai-sdk,anthropic,conformance,doors,fetch,ollama,openai,wire}/**/*.test.ts',
  'test/adapters/turns/!(announced-calls).test.ts',
]

export default defineConfig(({ mode }) => ({
  // The examples import finetap as an app does; their tests run on its sources.
  resolve: {
    alias: Object.entries(sourceUrls()).map(([name, url]) => ({
      find: new RegExp(`^${name}$`),
      replacement: fileURLToPath(url),
    })),
  },
  test: {
    testTimeout: mode === 'long' ? 300_000 : 30_000,
    // Many tests wait for servers and clocks: on two cores one worker would leave them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Many tests start processes; most of what these do is to compile the same sources.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/finetap-tests', import.meta.url)) },
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: SHARED, isolate: false, setupFiles: ['test/support/fresh-modules.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...SHARED],
          // Groups run one after the other: a process is shared only by files that follow each other.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
        },
      },
    ],
  },
}))
