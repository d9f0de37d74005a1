import { OPENINGS, QUESTIONS, TROUBLE } from './questions.ts'
import { randomFrom, type Random } from './random.ts'

export type SampleTurn = {
  readonly question: string
  /** The customer presses stop after so many pieces of the answer. */
  readonly stopAfter?: number
  readonly thumb?: 'up' | 'down'
}

export type SampleConversation = {
  readonly conversationId: string
  readonly userId: string
  readonly turns: readonly SampleTurn[]
}

/** What the sample customers say: mostly plain questions, and now and then what real chats have, too. */
export function planSamples(count: number, seed: number): readonly SampleConversation[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, (_, index) => {
    const conversationId = `sample-${seed}-${String(index + 1).padStart(3, '0')}`
    return { conversationId, userId: `sample-user-${random.below(60) + 1}`, turns: turnsOf(random) }
  })
}

function turnsOf(random: Random): readonly SampleTurn[] {
  const questions = questionsOf(random)
  return questions.map((question) => {
    const chance = random.next()
    if (chance < 0.04) return { question, stopAfter: 1 + random.below(6) }
    if (chance < 0.16) return { question, thumb: 'up' }
    return chance < 0.2 ? { question, thumb: 'down' } : { question }
  })
}

function questionsOf(random: Random): readonly string[] {
  const chance = random.next()
  const [first = '', ...next] = random.pick(QUESTIONS) ?? []
  const opened = `${random.pick(OPENINGS) ?? ''}${first}`
  if (chance < 0.08) return [random.pick(TROUBLE) ?? '']
  if (chance < 0.16) return [`Where is my order QM-100${1 + random.below(6)}?`, 'Thank you!']
  if (chance < 0.24) {
    const number = 100 + random.below(900)
    return [`${opened} You can write to customer-${number}@mail.example or look at https://shop.example/c/${number}`]
  }
  return [opened, ...next.slice(0, random.below(next.length + 1))]
}
