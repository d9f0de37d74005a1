import { describe, test } from 'vitest'
import { testAdapter } from '../../../src/testing/index.ts'
import { runnerWithout } from '../../support/runner-without.ts'
import { bareSubjects } from './support/bare-subjects.ts'
import { anthropic, ollama, openaiChat, openaiResponses } from './support/client-subjects.ts'

// The client of OpenAI listens to a signal of its own, which `fetch` holds as long as the body was not read to its end: what
// the app let go of is not collected without the wrap either. It ends after idleMs, which another test shows.
const HELD_BY_THE_CLIENT = 'a stream that the app let go of ends as abandoned'
for (const subject of bareSubjects) testAdapter(subject, { describe, test })
testAdapter(ollama, { describe, test })
testAdapter(openaiChat, runnerWithout([HELD_BY_THE_CLIENT]))
testAdapter(openaiResponses, runnerWithout([HELD_BY_THE_CLIENT]))
testAdapter(anthropic, { describe, test })
