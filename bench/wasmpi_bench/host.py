"""The machine a run was made on, as facts for its document."""
from __future__ import annotations

import os
import platform


def from_file(path, name):
    """The value of the first line `name : value` of a file of /proc; empty if there is none."""
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(name):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return ""


def load():
    return [round(value, 2) for value in os.getloadavg()]


def machine():
    memory = from_file("/proc/meminfo", "MemTotal").split()
    return {
        "host": platform.node(),
        "processor": from_file("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": int(memory[0]) * 1024 if memory else 0,
        "kernel": platform.release(),
        "load": load(),
    }


def machine_line(facts):
    return f"{facts['processor']}, {facts['cores']} cores, load {facts['load'][0]:.1f}"
