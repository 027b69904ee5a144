// First: it tells the editor where its workers are.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import openingQuery from './opening-query.graphql?raw';

const fetcher = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false });

/** `?query=` puts a query into the editor, so that a link can carry one; nothing runs by itself. */
const linkedQuery = new URLSearchParams(location.search).get('query') ?? undefined;

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <GraphiQL fetcher={fetcher} defaultQuery={openingQuery} initialQuery={linkedQuery}>
      <GraphiQL.Logo>Groundswell</GraphiQL.Logo>
    </GraphiQL>
  </StrictMode>,
);
