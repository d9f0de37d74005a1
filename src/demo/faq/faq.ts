import { account } from './account.ts'
import { coffee } from './coffee.ts'
import { company } from './company.ts'
import { delivery } from './delivery.ts'
import type { FaqTopic } from './entry.ts'
import { germanOrders } from './german-orders.ts'
import { germanShop } from './german-shop.ts'
import { ordering } from './orders.ts'
import { payment } from './payment.ts'
import { returns } from './returns.ts'
import { tea } from './tea.ts'

/** Everything the demo model knows: the FAQ of Quillmoor, a shop for tea and coffee that does not exist. */
export const FAQ: readonly FaqTopic[] = [
  delivery,
  returns,
  ordering,
  payment,
  account,
  tea,
  coffee,
  company,
  germanOrders,
  germanShop,
]
