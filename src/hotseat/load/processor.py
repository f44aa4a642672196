"""This machine's processor, as LLVM knows it: assembly language in, machine code out, machine code made callable."""

from __future__ import annotations

import llvmlite
import llvmlite.binding as llvm

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()


class Processor:
    """Compiles for, and loads code into, the processor that it runs on."""

    def __init__(self) -> None:
        self.cpu = llvm.get_host_cpu_name()
        self.features = llvm.get_host_cpu_features().flatten()
        self.triple = llvm.get_process_triple()
        self.name = f"{llvmlite.__version__} {self.triple} {self.cpu} {self.features}"
        self.target = llvm.Target.from_triple(self.triple).create_target_machine(
            cpu=self.cpu, features=self.features, opt=3, codemodel="jitdefault", jit=True
        )
        self.engines: list[llvm.ExecutionEngine] = []  # whose memory the code lies in

    def compile(self, assembly: str) -> bytes:
        """Optimises a module for this processor; its machine code, as an object file."""
        with llvm.parse_assembly(assembly) as module:
            module.triple = self.triple
            module.data_layout = str(self.target.target_data)
            tuning = llvm.create_pipeline_tuning_options(speed_level=3)
            tuning.loop_vectorization = tuning.slp_vectorization = tuning.loop_unrolling = False
            builder = llvm.create_pass_builder(self.target, tuning)
            builder.getModulePassManager().run(module, builder)
            code: bytes = self.target.emit_object(module)
            return code

    def load(self, code: bytes, entry: str) -> int:
        """Makes machine code callable; the address of its entry."""
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), self.target)
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        self.engines.append(engine)
        address: int = engine.get_function_address(entry)
        return address
