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

    /// A part of the component, where it runs.
    package func part<Part: Sendable>(_ of: (Component) -> Part) -> Node<Part> {
        Node<Part>(of(component), in: process, at: workplace)
    }
}
