// First: it tells the editor where its workers are.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { useMonaco } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { fetcher } from './fetcher.js';
import openingQuery from './opening-query.graphql?raw';

/** `?query=` puts a query into the editor, so that a link can carry one; nothing runs by itself. */
const linkedQuery = new URLSearchParams(location.search).get('query') ?? undefined;

/** The editor suspects a dash of posing as a minus; in an answer for people it is a dash. */
function PlainDashes() {
  const monaco = useMonaco(({ monaco }) => monaco);
  useEffect(() => {
    const listener = monaco?.editor.onDidCreateEditor((editor) => {
      editor.updateOptions({ unicodeHighlight: { ambiguousCharacters: false } });
    });
    return () => listener?.dispose();
  }, [monaco]);
  return null;
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PlainDashes />
    <GraphiQL fetcher={fetcher} defaultQuery={openingQuery} initialQuery={linkedQuery}>
      <GraphiQL.Logo>Groundswell</GraphiQL.Logo>
    </GraphiQL>
  </StrictMode>,
);
