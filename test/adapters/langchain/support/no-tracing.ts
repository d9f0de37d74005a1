// With these LangChain sends what it does to a server of its maker.
for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING']) {
  delete process.env[name]
}
