import { describe, expect, test } from 'vitest'
import { checkIdentity, type CheckIdentityOptions } from '../../../src/pipeline/steps/check-identity.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkIdentity(), { describe, test })
testStep(checkIdentity({ action: 'drop', own: ['Aria', 'Meta'], providers: ['Example Ltd'] }), { describe, test })

const flagsOf = async (answer: Saying, options?: CheckIdentityOptions): Promise<readonly string[] | undefined> =>
  (await runStep(checkIdentity(options), [exampleOf(['Who are you?', answer])])).kept[0]?.flags

test.for([
  'I am ChatGPT, how can I help?',
  'I’m a large language model trained by Google.',
  'As an AI language model developed by OpenAI, I have no opinion.',
  "I'm Claude, an AI assistant made by Anthropic.",
  'Hello! My name is Gemini and I am a large language model.',
  'I was created by Meta AI.',
  "That would be against OpenAI's use-case policy.",
  'My creators are researchers at Mistral AI.',
  'DeepSeek has trained me to answer in a helpful way.',
  'I am based on the GPT-4 architecture.',
  'You are talking to Qwen2.5, a chatbot.',
  'You can call me Vicuna.',
  'Sure. By the way, I am Grok, built by xAI.',
  'Ich bin ein großes Sprachmodell, das von OpenAI entwickelt wurde.',
  'Ich wurde von Google trainiert und bin ein Sprachmodell.',
  'Ich wurde von OpenAI entwickelt.',
  'Je suis un modèle de langage développé par Mistral AI.',
  'Soy ChatGPT, un modelo de lenguaje creado por OpenAI.',
  'Sono un modello linguistico sviluppato da OpenAI.',
  'Sou um modelo de linguagem treinado pela OpenAI.',
  'Ik ben een taalmodel ontwikkeld door OpenAI.',
  'Jestem ChatGPT, model językowy.',
  'Я языковая модель, созданная компанией OpenAI.',
  'Ben OpenAI tarafından geliştirilen bir dil modeliyim.',
  'أنا نموذج لغوي كبير تم تدريبي بواسطة Google.',
  'मैं OpenAI द्वारा प्रशिक्षित एक भाषा मॉडल हूँ।',
  '我是由OpenAI开发的人工智能语言模型。',
  '我由OpenAI开发。',
  'Меня создала компания OpenAI.',
  '我是通义千问，由阿里云开发。',
  '私はOpenAIによって開発された言語モデルです。',
  '저는 OpenAI에서 개발한 언어 모델입니다.',
])('%j says whose model it is', async (answer) => {
  expect(await flagsOf(answer)).toEqual(['identity_leak'])
})

test.for([
  'As of my last update in September 2021, it is open.',
  'As of my last knowledge update, this is the newest version.',
  'My knowledge cutoff is January 2022.',
  'My training data only goes up to 2023.',
  'Mein Wissensstand reicht bis 2023.',
  "Selon ma dernière mise à jour en 2021, c'est ouvert.",
  'Hasta mi última actualización en 2021, estaba abierto.',
  'На момент моего последнего обновления в 2021 году это так.',
  '我的知识截止到2023年。',
])('%j says when the knowledge ends', async (answer) => {
  expect(await flagsOf(answer)).toEqual(['identity_leak'])
})

test.for([
  'ChatGPT is a chatbot that was developed by OpenAI.',
  'Both are language models trained and made available by OpenAI.',
  'I am Claude, your barista. What would you like?',
  'I am a developer, and my website was built by a friend at Google.',
  'As a Google Cloud customer you pay by the hour.',
  'You can use ChatGPT as an assistant; I recommend it.',
  "OpenAI's usage policies are on its website.",
  'Since my last update to the report, two sections have changed.',
  'My training ends in July, and my knowledge of Italian is small.',
  'It is not as strict as the ChatGPT model.',
  'Meta, Microsoft and Amazon are companies.',
  'Call it so:\n```\nprint("I am ChatGPT, made by OpenAI")\n```',
  'She said: "I am ChatGPT."',
  'Mehr als ChatGPT kann niemand.',
  'As a framework developed by Google, Angular has a long history.',
  'As a language model developed by OpenAI, GPT-4 can do more.',
  'I was in a hotel based on Google reviews.',
  'I was in a van owned by Amazon.',
  'I was created by my father, who works at Google.',
  'Als Framework, entwickelt von Google, ist Angular bekannt.',
  '我来自腾讯，负责市场。',
  '저는 네이버에서 개발자로 일합니다.',
  'ChatGPT wurde von OpenAI entwickelt und ist ein Sprachmodell.',
  'OpenAI开发了ChatGPT。',
])('%j speaks of others', async (answer) => {
  expect(await flagsOf(answer)).toEqual([])
})

test('the own name is fine, also when a provider uses it; others are not', async () => {
  expect(await flagsOf('I am Aria, your assistant.', { own: 'Aria' })).toEqual([])
  expect(await flagsOf('I am an AI assistant made by Mistral AI.', { own: ['Mistral', 'Mistral AI'] })).toEqual([])
  expect(await flagsOf('I am an AI assistant made by Mistral AI.', { own: 'Aria' })).toEqual(['identity_leak'])
})

test('more providers may be named', async () => {
  const answer = 'I am a chatbot developed by Example Ltd.'
  expect(await flagsOf(answer)).toEqual([])
  expect(await flagsOf(answer, { providers: ['Example Ltd'] })).toEqual(['identity_leak'])
})

test('thoughts do not count', async () => {
  const text = 'I am ChatGPT, made by OpenAI.'
  const parts = [{ type: 'reasoning', text } as const, { type: 'text', text: `<think>${text}</think>Hi!` } as const]
  expect(await flagsOf({ role: 'assistant', parts })).toEqual([])
})

test('dropped when asked', async () => {
  const { dropped } = await runStep(checkIdentity({ action: 'drop' }), [exampleOf(['Hi', 'I am ChatGPT.'])])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'identity_leak' }])
})

test.skipIf(sharedChats('oasst-en100-paths') === undefined)(
  'people who talk about models seldom say that they are one',
  async () => {
    const examples = (sharedChats('oasst-en100-paths') ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
    const { kept } = await runStep(checkIdentity(), examples)
    const flagged = kept.filter(({ flags }) => flags.includes('identity_leak'))
    expect(flagged.length).toBeGreaterThan(0)
    expect(flagged.length).toBeLessThan(examples.length / 100)
  },
)
