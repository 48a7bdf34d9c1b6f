/// A component where it runs: in a process of its own, with its workers.
package struct Node<Component: Sendable>: Sendable {
    package let component: Component
    package let process: ProcessRuntime
    package let workplace: any Workplace

    package init(_ component: Component, in process: ProcessRuntime, at workplace: any Workplace) {
        self.component = component
        self.process = process
        self.workplace = workplace
    }
}
