import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'
import { answerOf, chat, post, type Line } from './raw-client.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel()
})
afterAll(() => demo.close())

async function callsFor(content: string, tools: readonly object[] = [getOrderTool]) {
  const { message } = (await (await chat(demo, content, { stream: false, tools })).json()) as Line
  return (message?.tool_calls ?? []).map((call) => [call.function.name, call.function.arguments])
}

function toolNamed(name: string, properties: object = {}): object {
  return { type: 'function', function: { name, parameters: { type: 'object', properties } } }
}

describe('getOrder', () => {
  test.for(['QM-1001', 'qm 1001', '1001', '#1001', 1001])('finds %s', (given) => {
    expect(getOrder({ order_id: given })).toMatchObject({ order_id: 'QM-1001', status: 'on its way' })
  })

  test.for<[object, string]>([
    [{ order_id: '9999' }, 'no order QM-9999'],
    [{}, 'order_id is missing'],
    [{ order_id: ['QM-1001'] }, 'order_id is missing'],
  ])('never throws: %o', ([input, error]) => {
    expect(getOrder({ ...input })).toEqual({ error })
  })
})

describe('the tool is called', () => {
  test.for([
    'Where is my order 1001?',
    'What is the state of QM-1001?',
    'status of order no. 1001 please',
    'Wo ist meine Bestellung 1001?',
    'Any news on #1001?',
    'order number: qm-1001',
    '1001',
  ])('when the user says "%s"', async (content) => {
    expect(await callsFor(content)).toEqual([['get_order', { order_id: 'QM-1001' }]])
  })

  test('once for each order', async () => {
    const both = [
      ['get_order', { order_id: 'QM-1001' }],
      ['get_order', { order_id: 'QM-1002' }],
    ]
    expect(await callsFor('Where are my orders 1001 and 1002?')).toEqual(both)
    expect(await callsFor('QM-1001 or QM-1002, and again QM-1001?')).toEqual(both)
  })

  test('under the name, the argument and the type that the app chose', async () => {
    const tool = toolNamed('lookupOrder', { verbose: { type: 'boolean' }, orderNumber: { type: 'integer' } })
    expect(await callsFor('Where is my order 1001?', [toolNamed('get_weather'), tool])).toEqual([
      ['lookupOrder', { orderNumber: 1001 }],
    ])
  })
})

describe('the tool is not called', () => {
  test.for(['Where is my order?', 'How long does delivery take?', 'I was born in 1990'])(
    'for "%s"',
    async (content) => {
      expect(await callsFor(content)).toEqual([])
    },
  )

  test('when it does something else to orders', async () => {
    expect(await callsFor('Where is my order 1001?', [toolNamed('cancel_order'), toolNamed('create_order')])).toEqual(
      [],
    )
  })
})

describe('an answer from a tool result', () => {
  async function answer(question: string, ...results: string[]): Promise<string> {
    const messages = [
      { role: 'user', content: question },
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'get_order', arguments: {} } }] },
      ...results.map((content) => ({ role: 'tool', tool_name: 'get_order', content })),
    ]
    const body = { model: demo.model, messages, stream: false, options: { seed: 0 } }
    return ((await (await post(demo, '/api/chat', body)).json()) as Line).message?.content ?? ''
  }
  const result = (id: string) => JSON.stringify(getOrder({ order_id: id }))

  test('says state, date and items', async () => {
    expect(await answer('order 1001?', result('1001'))).toMatch(
      /QM-1001 is on its way and expected on 2026-03-05.*Kettle Two/,
    )
  })

  test('speaks the language of the question', async () => {
    expect(await answer('Wo ist meine Bestellung 1003?', result('1003'))).toMatch(
      /QM-1003.*zugestellt, seit 2026-02-23/,
    )
  })

  test('covers several results', async () => {
    expect(await answer('orders 1004 and 1005?', result('1004'), result('1005'))).toMatch(
      /QM-1004 is returned.*QM-1005 is cancelled/,
    )
  })

  test('says that an order is unknown', async () => {
    expect(await answer('order 9999?', result('9999'))).toContain('no order QM-9999')
  })

  test('repeats what it does not understand', async () => {
    expect(await answer('order 1001?', 'The warehouse is closed.')).toContain('The warehouse is closed.')
  })
})

test('small talk is answered as such, and honestly', async () => {
  expect(await answerOf(demo, 'Hi there!')).toContain('Quillmoor')
  expect(await answerOf(demo, 'Guten Tag')).toMatch(/Fragen|möchten/)
  expect(await answerOf(demo, 'Thanks a lot!')).toMatch(/welcome|help/)
  const identity = await answerOf(demo, 'Are you ChatGPT?')
  expect(identity).toMatch(/demo model/)
  expect(identity).toMatch(/no language model/i)
  expect(await answerOf(demo, 'What is the capital of France?')).toMatch(/don't know/)
  expect(await answerOf(demo, 'Wer hat die Relativitätstheorie erfunden?')).toMatch(/weiß ich/)
})

test('a picture is not looked at, and that is said', async () => {
  const messages = [{ role: 'user', content: 'What is this?', images: ['iVBORw0KGgo='] }]
  const response = await post(demo, '/api/chat', { model: demo.model, messages, stream: false })
  expect(((await response.json()) as Line).message?.content).toContain('cannot look at pictures')
})
