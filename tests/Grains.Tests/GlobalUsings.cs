global using Ballast.Domain;
global using Ballast.Domain.Instruments;
global using Ballast.Domain.Ledger;
global using Ballast.Domain.MarketData;
global using Ballast.Domain.Pnl;
global using Ballast.Grains.Interfaces;
global using Ballast.Testing;
global using Xunit;
