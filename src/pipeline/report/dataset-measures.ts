import { trainedMessages, type Example } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { increase, sortedCounts } from '../counts.ts'
import type { LanguageDetector } from '../language/index.ts'
import { createStatistics, type DatasetStatistics } from './dataset-statistics.ts'

/** How long the messages of one side are. Characters are UTF-16 code units of the text, without reasoning. */
export type Length = { readonly messages: number; readonly meanCharacters: number }

export type Lengths = {
  /** Messages of users in the examples. */
  readonly user: Length
  /** Answers that will be trained. */
  readonly assistant: Length
}

export type Measures = {
  readonly lengths: Lengths
  /** How often each redaction rule replaced something. */
  readonly redactions: { readonly [rule: string]: number }
  /** Trained answers by the model that gave them. */
  readonly models: { readonly [model: string]: number }
  readonly statistics: DatasetStatistics
}

/** Measures the examples of a dataset as they pass by. */
export type DatasetMeter = { readonly add: (example: Example) => void; readonly measures: () => Measures }

export type DatasetMeterOptions = {
  /** Names the language of a text, such as `en`; without it no language is counted. */
  readonly languageOf?: LanguageDetector | undefined
}

export function createDatasetMeter({ languageOf }: DatasetMeterOptions = {}): DatasetMeter {
  const user = { messages: 0, characters: 0 }
  const assistant = { messages: 0, characters: 0 }
  const redactions = new Map<string, number>()
  const models = new Map<string, number>()
  const statistics = createStatistics(languageOf)
  return {
    add(example) {
      for (const { message } of example.messages) {
        if (message.role !== 'user') continue
        user.messages += 1
        user.characters += textOf(message).length
      }
      for (const { message, origin } of trainedMessages(example)) {
        assistant.messages += 1
        assistant.characters += textOf(message).length
        increase(models, origin?.model || 'unknown', 1)
      }
      for (const [rule, count] of Object.entries(example.redactions)) increase(redactions, rule, count)
      statistics.add(example)
    },
    measures: () => ({
      lengths: { user: meanOf(user), assistant: meanOf(assistant) },
      redactions: sortedCounts(redactions),
      models: sortedCounts(models),
      statistics: statistics.statistics(redactions),
    }),
  }
}

function meanOf({ messages, characters }: { readonly messages: number; readonly characters: number }): Length {
  return { messages, meanCharacters: messages === 0 ? 0 : Math.round((characters / messages) * 10) / 10 }
}
