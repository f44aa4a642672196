"""The wallets world: deposits from a chain that reorganises, and withdrawals from a hot wallet and a cold one."""
