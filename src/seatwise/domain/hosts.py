"""Hosts: which of them is this machine, the only one that is spoken to without encryption."""

import ipaddress


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is the machine we run on."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
