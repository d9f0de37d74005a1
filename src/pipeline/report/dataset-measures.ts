import { modelOf, trainedMessages, type Example } from '../../core/example.ts'
import { increase, sortedCounts } from '../counts.ts'
import type { LanguageDetector } from '../language/index.ts'
import { createStatistics, measureExample, type DatasetStatistics, type MeasuredExample } from './dataset-statistics.ts'
import type { Size } from './text-sizes.ts'

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

/** What one row adds to the measures, as data. */
export type MeasuredRow = {
  readonly user: Characters
  readonly assistant: Characters
  readonly redactions: Example['redactions']
  /** Of each trained answer. */
  readonly models: readonly string[]
  readonly statistics: MeasuredExample
}

type Characters = { readonly messages: number; readonly characters: number }

/** Measures the examples of a dataset as they pass by. */
export type DatasetMeter = {
  readonly add: (example: Example) => void
  readonly measure: (example: Example) => MeasuredRow
  /** Adds what `measure` gave, be it in an earlier build. */
  readonly addMeasured: (row: MeasuredRow) => void
  readonly measures: () => Measures
}

export type DatasetMeterOptions = {
  /** Names the language of a text, such as `en`; without it no language is counted. */
  readonly languageOf?: LanguageDetector | undefined
}

export function createDatasetMeter({ languageOf }: DatasetMeterOptions = {}): DatasetMeter {
  const user = { messages: 0, characters: 0 }
  const assistant = { messages: 0, characters: 0 }
  const redactions = new Map<string, number>()
  const models = new Map<string, number>()
  const statistics = createStatistics()

  const measure = (example: Example): MeasuredRow => measureRow(example, languageOf)

  function addMeasured(row: MeasuredRow): void {
    user.messages += row.user.messages
    user.characters += row.user.characters
    assistant.messages += row.assistant.messages
    assistant.characters += row.assistant.characters
    for (const model of row.models) increase(models, model, 1)
    for (const [rule, count] of Object.entries(row.redactions)) increase(redactions, rule, count)
    statistics.add(row.statistics)
  }

  return {
    add: (example) => addMeasured(measure(example)),
    measure,
    addMeasured,
    measures: () => ({
      lengths: { user: meanOf(user), assistant: meanOf(assistant) },
      redactions: sortedCounts(redactions),
      models: sortedCounts(models),
      statistics: statistics.statistics(redactions),
    }),
  }
}

function measureRow(example: Example, languageOf: LanguageDetector | undefined): MeasuredRow {
  const statistics = measureExample(example, languageOf)
  return {
    user: charactersOf(statistics.texts.questions),
    assistant: charactersOf(statistics.texts.answers),
    redactions: example.redactions,
    models: trainedMessages(example).map(modelOf),
    statistics,
  }
}

function charactersOf(sizes: readonly Size[]): Characters {
  return { messages: sizes.length, characters: sizes.reduce((sum, { characters }) => sum + characters, 0) }
}

function meanOf({ messages, characters }: { readonly messages: number; readonly characters: number }): Length {
  return { messages, meanCharacters: messages === 0 ? 0 : Math.round((characters / messages) * 10) / 10 }
}
