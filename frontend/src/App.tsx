// Which address shows which page. The hot seat and the debrief load by themselves, so that reading pages stay light.
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Layout } from "./layout/Layout";
import { NotFound } from "./pages/NotFound";

const Seat = lazy(() => import("./seat/Seat"));

export function App() {
  return (
    <Suspense fallback={<p className="page quiet">Loading…</p>}>
      <Switch>
        <Route path="/sit/:id">{({ id }) => <Seat key={id} id={id} />}</Route>
        <Route>
          <Layout>
            <Switch>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Layout>
        </Route>
      </Switch>
    </Suspense>
  );
}
