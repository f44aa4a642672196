// Which address shows which page. The hot seat and the debrief load by themselves, so that reading pages stay light.
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Layout } from "./layout/Layout";
import { Home } from "./pages/Home";
import { NotFound } from "./pages/NotFound";
import { Round } from "./pages/Round";
import { Rounds } from "./pages/Rounds";
import { Search } from "./pages/Search";
import { Sittings } from "./pages/Sittings";
import { Tag } from "./pages/Tag";
import { WriteUp } from "./pages/WriteUp";

const Debrief = lazy(() => import("./debrief/Debrief"));
const Seat = lazy(() => import("./seat/Seat"));

export function App() {
  return (
    <Suspense fallback={<p className="page quiet">Loading…</p>}>
      <Switch>
        <Route path="/sit/:id">{({ id }) => <Seat key={id} id={id} />}</Route>
        <Route>
          <Layout>
            <Switch>
              <Route path="/">
                <Home />
              </Route>
              <Route path="/tags/:slug">{({ slug }) => <Tag slug={slug} />}</Route>
              <Route path="/write-ups/:slug">{({ slug }) => <WriteUp slug={slug} />}</Route>
              <Route path="/search">
                <Search />
              </Route>
              <Route path="/rounds">
                <Rounds />
              </Route>
              <Route path="/rounds/:slug">{({ slug }) => <Round key={slug} slug={slug} />}</Route>
              <Route path="/sittings">
                <Sittings />
              </Route>
              <Route path="/debrief/:id">{({ id }) => <Debrief key={id} id={id} />}</Route>
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
