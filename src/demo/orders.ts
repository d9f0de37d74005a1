import { field } from '../core/field.ts'

export type Order = {
  readonly order_id: string
  readonly status: 'in preparation' | 'on its way' | 'delivered' | 'returned' | 'cancelled'
  /** Calendar days, such as 2026-03-02. */
  readonly ordered_on: string
  readonly expected_on?: string
  readonly delivered_on?: string
  readonly items: readonly string[]
  readonly total_eur: number
  readonly tracking_number?: string
}

export type OrderNotFound = { readonly error: string }

/** A tool definition as Ollama's chat endpoint takes it. */
export type OrderTool = {
  type: 'function'
  function: {
    name: string
    description: string
    parameters: {
      type: 'object'
      required: string[]
      properties: { order_id: { type: 'string'; description: string } }
    }
  }
}

/** The one tool of the demo: a chat app offers it to the demo model and runs `getOrder` when the model calls it. */
export const getOrderTool: OrderTool = {
  type: 'function',
  function: {
    name: 'get_order',
    description: 'Looks up the state of an order of the shop by its number.',
    parameters: {
      type: 'object',
      required: ['order_id'],
      properties: { order_id: { type: 'string', description: 'The order number, such as QM-1001.' } },
    },
  },
}

const ORDERS: readonly Order[] = [
  {
    order_id: 'QM-1001',
    status: 'on its way',
    ordered_on: '2026-03-02',
    expected_on: '2026-03-05',
    items: ['Kettle Two', 'Moor Breakfast 250 g'],
    total_eur: 98.4,
    tracking_number: 'DEMO0010012026',
  },
  {
    order_id: 'QM-1002',
    status: 'in preparation',
    ordered_on: '2026-03-03',
    expected_on: '2026-03-07',
    items: ['Jasmine Mist 100 g', 'Glass teapot'],
    total_eur: 41.8,
  },
  {
    order_id: 'QM-1003',
    status: 'delivered',
    ordered_on: '2026-02-20',
    delivered_on: '2026-02-23',
    items: ['Night Ferry 1 kg'],
    total_eur: 27.9,
    tracking_number: 'DEMO0010032026',
  },
  {
    order_id: 'QM-1004',
    status: 'returned',
    ordered_on: '2026-02-11',
    items: ['Cast-iron teapot, black'],
    total_eur: 64,
  },
  {
    order_id: 'QM-1005',
    status: 'cancelled',
    ordered_on: '2026-02-28',
    items: ['Tasting box'],
    total_eur: 19.9,
  },
]

/** An order number in its full form: `1001`, `qm 1001` and `QM-1001` are the same order. */
export function normalizeOrderId(text: string): string {
  return `QM-${text.replace(/^\s*#?\s*(?:qm)?[-\s]*/i, '').trim()}`
}

/**
 * What `get_order` does: finds `order_id` in a small table. Never throws; an unknown number gives `{ error }`.
 *
 * @example getOrder({ order_id: 'QM-1001' }) // { order_id: 'QM-1001', status: 'on its way', … }
 */
export function getOrder(input: { readonly [key: string]: unknown }): Order | OrderNotFound {
  const given = field(input, 'order_id')
  if (typeof given !== 'string' && typeof given !== 'number') return { error: 'order_id is missing' }
  const id = normalizeOrderId(String(given))
  return ORDERS.find((order) => order.order_id === id) ?? { error: `no order ${id}` }
}
