export { startDemoModel, type DemoModel, type DemoModelOptions } from './server/server.ts'
export { getOrder, getOrderTool, type Order, type OrderNotFound, type OrderTool } from './orders.ts'
